/* global SwaggerUIBundle */
const here = document.currentScript;
window.addEventListener('load', () => {
  SwaggerUIBundle({
    url: here.dataset.openapi,
    dom_id: '#swagger',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: false,
    validatorUrl: null,
  });
});
